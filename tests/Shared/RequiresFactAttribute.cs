// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace EcsExporter.TestSupport;

/// <summary>A fact that is left out on a machine that does not meet its requirements.</summary>
/// <param name="requirement">The name of a property of <see cref="Requirements"/>.</param>
/// <param name="secondRequirement">The name of another property, or null.</param>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(RequiresFactDiscoverer))]
public sealed class RequiresFactAttribute(
    string requirement, string? secondRequirement = null, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), IRequires
{
    /// <inheritdoc/>
    public string Requirement { get; } = requirement;

    /// <inheritdoc/>
    public string? SecondRequirement { get; } = secondRequirement;
}

/// <summary>A theory that is left out on a machine that does not meet its requirements.</summary>
/// <inheritdoc cref="RequiresFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(RequiresTheoryDiscoverer))]
public sealed class RequiresTheoryAttribute(
    string requirement, string? secondRequirement = null, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : TheoryAttribute(sourceFilePath, sourceLineNumber), IRequires
{
    /// <inheritdoc/>
    public string Requirement { get; } = requirement;

    /// <inheritdoc/>
    public string? SecondRequirement { get; } = secondRequirement;
}

/// <summary>The requirements of a test; both attributes implement it.</summary>
public interface IRequires
{
    /// <summary>The name of a property of <see cref="Requirements"/>.</summary>
    string Requirement { get; }

    /// <summary>The name of another property, or null.</summary>
    string? SecondRequirement { get; }
}

/// <summary>Discovers no test cases when a requirement is not met.</summary>
public sealed class RequiresFactDiscoverer : FactDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        Requirement.TestsRun((IRequires)factAttribute) ? base.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
}

/// <inheritdoc cref="RequiresFactDiscoverer"/>
public sealed class RequiresTheoryDiscoverer : TheoryDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        Requirement.TestsRun((IRequires)factAttribute) ? base.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
}
