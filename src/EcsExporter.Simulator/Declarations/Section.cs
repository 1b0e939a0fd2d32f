// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator.Declarations;

/// <summary>Writes one section of a container's statistics, as one platform shapes it: exactly one JSON value.</summary>
internal delegate void Section(Utf8JsonWriter json, Sample sample);
