// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Footprint;

/// <summary>A running exporter process. Disposing of the object kills it.</summary>
internal sealed class RunningExporter : IDisposable
{
    private const int LinesKept = 10;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMicroseconds(200);

    private readonly Contender _contender;
    private readonly int _port = FreePort();
    private readonly long _startedAt;
    private readonly Process _process;
    private readonly Queue<string> _lastLines = [];

    public RunningExporter(Contender contender)
    {
        _contender = contender;
        _process = new Process { StartInfo = StartInfo() };
        _process.ErrorDataReceived += Keep;
        _process.OutputDataReceived += Keep;
        _startedAt = Stopwatch.GetTimestamp();
        _ = _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Time since the exporter was started.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>The size of the running executable, which may differ from the file that the command names.</summary>
    public long BinaryBytes =>
        new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/exe")).ResolveLinkTarget(returnFinalTarget: true) is FileInfo file
            ? file.Length
            : throw new FootprintException($"{_contender.Name}: its executable cannot be found");

    /// <summary>Waits until the exporter listens, and connects.</summary>
    public ScrapeConnection Connect(Representation representation, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new ScrapeConnection(_port, _contender.Path, representation);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                WaitOrFail(cancellationToken);
            }
        }
    }

    /// <summary>Waits until the exporter listens, without connecting, because a connection would cost the exporter memory.</summary>
    public void WaitUntilItListens(CancellationToken cancellationToken)
    {
        // A line of /proc/net/tcp has the local address and port, the remote ones, and the state, 0A for TCP_LISTEN, in hexadecimal (proc_net(5)).
        var port = string.Create(CultureInfo.InvariantCulture, $":{_port:X4} ");
        while (!File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Any(line =>
            line.Contains(port, StringComparison.Ordinal) && line.Contains(":0000 0A ", StringComparison.Ordinal)))
        {
            WaitOrFail(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ProcessStartInfo StartInfo()
    {
        string[] words = [.. _contender.Command.Select(word => word
            .Replace("{port}", _port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{endpoint}", _contender.Endpoint.ToString(), StringComparison.Ordinal))];
        var info = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var variable in info.Environment.Keys.Where(name => name.StartsWith("ECS_", StringComparison.Ordinal)).ToArray())
        {
            _ = info.Environment.Remove(variable);
        }

        info.Environment["ECS_CONTAINER_METADATA_URI_V4"] = _contender.Endpoint.ToString();
        return info;
    }

    private void WaitOrFail(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_process.HasExited || Age > StartTimeout)
        {
            lock (_lastLines)
            {
                throw new FootprintException($"{_contender.Name} does not listen on port {_port}:\n{string.Join('\n', _lastLines)}");
            }
        }

        LibC.Wait(Pause);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(text);
            if (_lastLines.Count > LinesKept)
            {
                _ = _lastLines.Dequeue();
            }
        }
    }
}
