// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Runs;

/// <summary>
/// The permit to put load on the exporters' core, which one run has at a time. During the quiet time after an attack, the next run holds the permit.
/// </summary>
internal sealed class LoadPermit : IDisposable
{
    private SemaphoreSlim? _permits;

    private LoadPermit(SemaphoreSlim permits) => _permits = permits;

    public static async Task<LoadPermit> AcquireAsync(SemaphoreSlim permits, CancellationToken interrupted)
    {
        await permits.WaitAsync(interrupted);
        var permit = new LoadPermit(permits);
        if (interrupted.IsCancellationRequested)
        {
            // An interrupted run releases its permit, which may happen before the cancellation reaches this run.
            permit.Dispose();
            interrupted.ThrowIfCancellationRequested();
        }

        return permit;
    }

    /// <summary>Releases the permit, unless that has happened already.</summary>
    public void Dispose()
    {
        _ = _permits?.Release();
        _permits = null;
    }
}
