// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Soak;

/// <summary>Collects problems. The first ones are kept, all are counted.</summary>
internal sealed class Problems
{
    private const int Kept = 20;

    private readonly Lock _gate = new();
    private readonly List<string> _first = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(string problem)
    {
        lock (_gate)
        {
            _count++;
            if (_first.Count < Kept)
            {
                _first.Add(problem);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_gate)
        {
            return _count == 0 ? "no problems" : $"{_count} problems, of which the first are\n  {string.Join("\n  ", _first)}";
        }
    }
}
