// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Runs;

/// <summary>A situation that an exporter must survive, such as an attack.</summary>
internal abstract class Trial
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the trial can run without TLS.</summary>
    public virtual bool SupportsPlainHttp => true;

    /// <summary>Whether the trial needs a control group.</summary>
    public virtual bool NeedsControlGroup => false;

    /// <summary>Runs the trial once, and ends every process and removes every control group that it has created.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the program.</exception>
    public async Task<RunResult> RunAsync(RunSettings settings, RunConditions conditions, SemaphoreSlim permits, CancellationToken interrupted)
    {
        var result = new RunResult(Name, conditions);
        try
        {
            await RunAsync(settings, result, permits, interrupted);
        }
        catch (InvalidOperationException error)
        {
            result.Require(false, $"{error.Message}");
        }

        return result;
    }

    /// <summary>Runs the trial and fills the result. An <see cref="InvalidOperationException"/> is recorded as a problem.</summary>
    protected abstract Task RunAsync(RunSettings settings, RunResult result, SemaphoreSlim permits, CancellationToken interrupted);
}
