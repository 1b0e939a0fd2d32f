// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Fuzz;

namespace EcsExporter.Server.Tests;

/// <summary>Runs the first cases of <c>tests/EcsExporter.Fuzz</c>, which can run for any time.</summary>
public sealed class FuzzTests
{
    /// <summary>Every target except the documents of the endpoint, with a fixed seed and a random seed.</summary>
    public static TheoryData<string, int> Cases => new(
        from target in FuzzTarget.All
        where target is not PayloadTarget
        from seed in new[] { 1, Random.Shared.Next() }
        select (target.Name, seed));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Check_DamagedInput_IsCopedWith(string target, int seed) =>
        Assert.Null(await new FuzzRun(FuzzTarget.All.Single(candidate => candidate.Name == target), seed, cases: 1000).RunAsync(Environment.ProcessorCount));
}
