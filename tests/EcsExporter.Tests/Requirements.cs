// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TestSupport;

/// <summary>The requirements of this project's tests in addition to the SDK.</summary>
internal static class Requirements
{
    public static Requirement Promtool { get; } = Requirement.Program("promtool");

    public static Requirement Captures { get; } =
        Requirement.Optional("folder of captured documents that ECS_EXPORTER_FIXTURES names", () => TestSupport.Captures.Folder);

    /// <summary>Documents with faults from the field, which are not part of this project: a folder for each fault.</summary>
    public static Requirement FieldCases { get; } = Requirement.Optional(
        "folder \"cases\" beside the one of captured documents",
        () => TestSupport.Captures.Folder is { } captures && Path.Combine(captures, "..", "cases") is var cases && Directory.Exists(cases) ? cases : null);
}
