// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Unicode;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>Block-device traffic of a container: <c>blkio_stats</c>, on Windows <c>storage_stats</c>.</summary>
public sealed class BlockIoStats
{
    private ImmutableArray<DeviceIo> _bytes = [];
    private ImmutableArray<DeviceIo> _operations = [];
    private DeviceIo? _storageBytes;
    private DeviceIo? _storageOperations;

    /// <summary>Bytes per device, devices in ordinal order: <c>io_service_bytes_recursive</c>.</summary>
    public ImmutableArray<DeviceIo> Bytes => _storageBytes is { } storage ? [storage] : _bytes;

    /// <summary>Operations per device, devices in ordinal order; absent under cgroup v2: <c>io_serviced_recursive</c>.</summary>
    public ImmutableArray<DeviceIo> Operations => _storageOperations is { } storage ? [storage] : _operations;

    /// <summary>Whether Docker on Windows wrote these figures: only it fills <c>storage_stats</c>.</summary>
    internal bool IsWindows => _storageBytes is not null || _storageOperations is not null;

    /// <summary>Reads the object <c>blkio_stats</c>.</summary>
    internal void ReadDevices(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedBlkio;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "io_service_bytes_recursive": _bytes = ReadList(ref json); break;
                case "io_serviced_recursive": _operations = ReadList(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Reads the object <c>storage_stats</c>, in which Docker on Windows gives one sum over all devices.</summary>
    internal void ReadStorage(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedBlkio;
        if (!json.BeginObject())
        {
            return;
        }

        DeviceIo bytes = new("", null, null);
        DeviceIo operations = new("", null, null);
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "read_size_bytes": bytes = bytes with { Read = json.UInt64() }; break;
                case "write_size_bytes": bytes = bytes with { Written = json.UInt64() }; break;
                case "read_count_normalized": operations = operations with { Read = json.UInt64() }; break;
                case "write_count_normalized": operations = operations with { Written = json.UInt64() }; break;
                default: json.Skip(); break;
            }
        }

        _storageBytes = bytes is { Read: null, Written: null } ? null : bytes;
        _storageOperations = operations is { Read: null, Written: null } ? null : operations;
    }

    /// <summary>
    /// The sum of each device's entries. Empty when there is no list, or when an entry is malformed: a sum over the other entries would make the
    /// counter fall.
    /// </summary>
    private static ImmutableArray<DeviceIo> ReadList(ref JsonCursor json)
    {
        if (!json.BeginArray())
        {
            return [];
        }

        var entries = new List<DeviceIo>();
        var malformed = json.Reported;
        while (json.NextElement())
        {
            ReadEntry(ref json, entries);
        }

        return malformed == json.Reported
            ? Ordinal.Merge(
                entries,
                static entry => entry.Device,
                static (left, right) => new DeviceIo(left.Device, Sum(left.Read, right.Read), Sum(left.Written, right.Written)))
            : [];
    }

    /// <summary>
    /// Adds one <c>{major, minor, op, value}</c>. Old Fargate platforms leave out a value of 0; if a missing value counted as absent, the first
    /// increase would be lost. An entry without a device or an operation is ignored.
    /// </summary>
    private static void ReadEntry(ref JsonCursor json, List<DeviceIo> entries)
    {
        ulong? major = null;
        ulong? minor = null;
        string? operation = null;
        ulong value = 0;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "major": major = json.UInt64(); break;
                case "minor": minor = json.UInt64(); break;
                case "op": operation = json.Text(); break;
                case "value": value = json.UInt64() ?? 0; break;
                default: json.Skip(); break;
            }
        }

        if (major is not { } majorNumber || minor is not { } minorNumber)
        {
            return;
        }

        // cgroup v1 writes "Read", v2 writes "read". The other operations (Sync, Async, Discard, Total) count the same traffic again.
        var isRead = string.Equals(operation, "read", StringComparison.OrdinalIgnoreCase);
        if (isRead || string.Equals(operation, "write", StringComparison.OrdinalIgnoreCase))
        {
            Span<byte> device = stackalloc byte[48];
            _ = Utf8.TryWrite(device, $"{majorNumber}:{minorNumber}", out var length);
            entries.Add(new DeviceIo(json.Intern(device[..length]), isRead ? value : null, isRead ? null : value));
        }
    }

    /// <summary>The sum of the values that are present, at most 2^64−1: an overflow would look like a counter reset.</summary>
    private static ulong? Sum(ulong? left, ulong? right) =>
        left is null || right is null ? left ?? right : left > ulong.MaxValue - right ? ulong.MaxValue : left + right;
}

/// <summary>Bytes or operations of one block device since the container started.</summary>
/// <param name="Device"><c>major:minor</c>, or "" on Windows, which does not tell devices apart.</param>
/// <param name="Read">Read from the device.</param>
/// <param name="Written">Written to the device.</param>
public readonly record struct DeviceIo(string Device, ulong? Read, ulong? Written);
