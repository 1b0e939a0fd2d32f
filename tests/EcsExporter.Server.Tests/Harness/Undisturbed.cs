// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>The tests that run when no other test does.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
