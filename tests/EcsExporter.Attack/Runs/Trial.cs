// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Runs;

/// <summary>Something that an exporter has to survive.</summary>
internal abstract class Trial
{
    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it can be done without TLS.</summary>
    public virtual bool IsForPlain => true;

    /// <summary>Whether it is nothing without a control group.</summary>
    public virtual bool NeedsControlGroup => false;

    /// <summary>Runs it once, and ends every process and control group it has made.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<RunResult> RunAsync(RunSettings settings, RunConditions conditions, SemaphoreSlim turns, CancellationToken interrupted)
    {
        var result = new RunResult(Name, conditions);
        try
        {
            await RunAsync(settings, result, turns, interrupted);
        }
        catch (InvalidOperationException error)
        {
            result.Require(false, $"{error.Message}");
        }

        return result;
    }

    /// <summary>Fills the result. An <see cref="InvalidOperationException"/> becomes a problem.</summary>
    protected abstract Task RunAsync(RunSettings settings, RunResult result, SemaphoreSlim turns, CancellationToken interrupted);
}
