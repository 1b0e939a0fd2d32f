// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>Versions of the endpoint; the third has fewer fields and answers every error with 400.</summary>
internal enum EndpointVersion
{
    V3,
    V4,
}
