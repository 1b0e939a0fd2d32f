// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace EcsExporter.TestSupport;

/// <summary>
/// Something that some tests need beside the SDK: a program, a privilege, captured documents. Each test project declares its own in the class
/// <see cref="Requirements"/>. Tests without what they need are left out, and <see cref="RequirementTests"/> reports one skipped test in their place.
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

    /// <summary>All requirements of this test project by their names.</summary>
    public static IReadOnlyDictionary<string, Requirement> All => typeof(Requirements).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(property => property.Name, property => (Requirement)property.GetValue(null)!);

    /// <summary>What is needed, in words that follow "there is no".</summary>
    public string Description { get; }

    public bool IsMet => _found.Value is not null;

    /// <summary>Whether tests fail without it. Tools are mandatory where ECS_EXPORTER_REQUIRE_TOOLS is 1, as in CI.</summary>
    public bool IsMandatory => _isTool && Environment.GetEnvironmentVariable(RequireToolsVariable) == "1";

    /// <summary>What was found, such as the path of a program. A test that asks for it has an attribute that names the requirement.</summary>
    public string Value => _found.Value ?? throw new InvalidOperationException($"there is no {Description}");

    /// <summary>A program on the PATH; <see cref="Value"/> is its path.</summary>
    public static Requirement Program(string name) => Tool($"{name} on the PATH", () => OnPath(name));

    /// <summary>Something that CI has.</summary>
    /// <param name="description">What is needed.</param>
    /// <param name="find">Gives what tests use of it, and null when it is missing. It is asked once.</param>
    public static Requirement Tool(string description, Func<string?> find) => new(description, find, isTool: true);

    /// <summary>Something that CI may lack.</summary>
    /// <inheritdoc cref="Tool"/>
    public static Requirement Optional(string description, Func<string?> find) => new(description, find, isTool: false);

    /// <summary>The path of a program; null when no directory of the PATH has it.</summary>
    public static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether a test runs here, be it to fail.</summary>
    public static bool TestsRun(IRequires test) => TestsRun(test.Requirement) && (test.SecondRequirement is not { } second || TestsRun(second));

    private static bool TestsRun(string requirement) => All[requirement].IsMet || All[requirement].IsMandatory;
}
