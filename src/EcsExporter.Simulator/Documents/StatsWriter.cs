// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;
using EcsExporter.Simulator.Documents.Sections;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the statistics of one container: Docker's fields, with the sections of the platform.</summary>
internal static class StatsWriter
{
    public static void Write(Utf8JsonWriter json, Sample sample, string id, string name, EndpointVersion version)
    {
        var platform = sample.Platform;
        json.WriteStartObject();
        json.WriteString("read", GoTime.Format(sample.Read));
        json.WriteString("preread", sample.PreviousRead is { } previous ? GoTime.Format(previous) : GoTime.Zero);
        json.WritePropertyName("pids_stats");
        platform.Pids(json, sample);
        json.WritePropertyName("blkio_stats");
        platform.BlockIo(json, sample);
        json.WriteNumber("num_procs", platform.ReportsProcessors ? platform.Processors : 0);
        json.WritePropertyName("storage_stats");
        platform.Storage(json, sample);
        json.WritePropertyName("cpu_stats");
        platform.Cpu(json, sample.Cpu, platform);
        json.WritePropertyName("precpu_stats");
        if (sample.PreviousCpu is { } previousCpu)
        {
            platform.Cpu(json, previousCpu, platform);
        }
        else
        {
            CpuSections.WriteZero(json);
        }

        json.WritePropertyName("memory_stats");
        platform.Memory(json, sample);
        json.WriteString("name", name);
        json.WriteString("id", id);
        WriteNetworks(json, sample, version);
        json.WriteEndObject();
    }

    private static void WriteNetworks(Utf8JsonWriter json, Sample sample, EndpointVersion version)
    {
        if (sample.Network is not { } network || sample.Platform.Interface is not { } name)
        {
            return;
        }

        json.WriteStartObject("networks");
        json.WriteStartObject(name);
        json.WriteNumber("rx_bytes", network.ReceivedBytes);
        json.WriteNumber("rx_packets", network.ReceivedPackets);
        json.WriteNumber("rx_errors", network.ReceivedErrors);
        json.WriteNumber("rx_dropped", network.ReceivedDropped);
        json.WriteNumber("tx_bytes", network.SentBytes);
        json.WriteNumber("tx_packets", network.SentPackets);
        json.WriteNumber("tx_errors", network.SentErrors);
        json.WriteNumber("tx_dropped", network.SentDropped);
        json.WriteEndObject();
        json.WriteEndObject();

        if (version == EndpointVersion.V4 && sample.PreviousNetwork is { } before && sample.PreviousRead is { } previous)
        {
            var seconds = (sample.Read - previous).TotalSeconds;
            json.WriteStartObject("network_rate_stats");
            json.WriteNumber("rx_bytes_per_sec", (network.ReceivedBytes - before.ReceivedBytes) / seconds);
            json.WriteNumber("tx_bytes_per_sec", (network.SentBytes - before.SentBytes) / seconds);
            json.WriteEndObject();
        }
    }
}
