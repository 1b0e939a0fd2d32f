// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace EcsExporter.TestSupport;

/// <summary>
/// Something that tests need in addition to the SDK: a program, a privilege, captured documents. Each test project declares its requirements in the
/// class <see cref="Requirements"/>. Tests with an unmet requirement are left out; <see cref="RequirementTests"/> reports one skipped test instead.
/// </summary>
internal sealed class Requirement
{
    private const string RequireToolsVariable = "ECS_EXPORTER_REQUIRE_TOOLS";

    private readonly Lazy<string?> _found;
    private readonly bool _isTool;

    private Requirement(string description, Func<string?> find, bool isTool)
    {
        Description = description;
        _found = new(find);
        _isTool = isTool;
    }

    /// <summary>All requirements of this test project by name.</summary>
    public static IReadOnlyDictionary<string, Requirement> All => typeof(Requirements).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(property => property.Name, property => (Requirement)property.GetValue(null)!);

    /// <summary>The needed thing, as a phrase that follows "there is no".</summary>
    public string Description { get; }

    public bool IsMet => _found.Value is not null;

    /// <summary>Whether tests fail when the requirement is not met. Tools are mandatory when ECS_EXPORTER_REQUIRE_TOOLS is 1, as in CI.</summary>
    public bool IsMandatory => _isTool && Environment.GetEnvironmentVariable(RequireToolsVariable) == "1";

    /// <summary>The value that was found, such as the path of a program. Only tests whose attribute names the requirement may read it.</summary>
    public string Value => _found.Value ?? throw new InvalidOperationException($"there is no {Description}");

    /// <summary>Requires a program on the PATH; <see cref="Value"/> is its path.</summary>
    public static Requirement Program(string name) => Tool($"{name} on the PATH", () => OnPath(name));

    /// <summary>Requires something that CI has.</summary>
    /// <param name="description">The needed thing, as a phrase that follows "there is no".</param>
    /// <param name="find">Returns the value that tests use, or null when the thing is missing. Called once.</param>
    public static Requirement Tool(string description, Func<string?> find) => new(description, find, isTool: true);

    /// <summary>Requires something that CI may lack.</summary>
    /// <inheritdoc cref="Tool"/>
    public static Requirement Optional(string description, Func<string?> find) => new(description, find, isTool: false);

    /// <summary>The path of a program; null when no directory of the PATH has it.</summary>
    public static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether a test runs on this machine, even if it fails because a mandatory requirement is not met.</summary>
    public static bool TestsRun(IRequires test) => TestsRun(test.Requirement) && (test.SecondRequirement is not { } second || TestsRun(second));

    private static bool TestsRun(string requirement) => All[requirement].IsMet || All[requirement].IsMandatory;
}
