// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Commands;

/// <summary>SIGTERM and SIGINT, by which containers and people end a process; instead of ending it they are waited for.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive);
    }

    /// <summary>The first signal.</summary>
    public Task<PosixSignal> First => _first.Task;

    /// <summary>The second signal: someone cannot wait.</summary>
    public Task<PosixSignal> Second => _second.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        _ = _first.TrySetResult(context.Signal) || _second.TrySetResult(context.Signal);
    }
}
