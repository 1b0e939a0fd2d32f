// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Runs;

/// <summary>The right to put load on the exporter's core: one run has it at a time. While one exporter is left in peace, the next one is attacked.</summary>
internal sealed class Turn : IDisposable
{
    private SemaphoreSlim? _turns;

    private Turn(SemaphoreSlim turns) => _turns = turns;

    public static async Task<Turn> TakeAsync(SemaphoreSlim turns, CancellationToken interrupted)
    {
        await turns.WaitAsync(interrupted);
        var turn = new Turn(turns);
        if (interrupted.IsCancellationRequested)
        {
            // The run that was interrupted has given its turn back before this one has heard of it.
            turn.Dispose();
            interrupted.ThrowIfCancellationRequested();
        }

        return turn;
    }

    /// <summary>Gives the turn back, unless that has been done.</summary>
    public void Dispose()
    {
        _ = _turns?.Release();
        _turns = null;
    }
}
