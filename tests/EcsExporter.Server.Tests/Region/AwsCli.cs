// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Server.Tests.Region;

/// <summary>Runs the AWS CLI against a simulated region.</summary>
internal static class AwsCli
{
    /// <summary>Runs the CLI and returns its JSON output.</summary>
    public static async Task<JsonElement> AwsAsync(this SimulatedRegion region, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output, errors) = await region.TryAwsAsync(null, arguments);
        Assert.True(exitCode == 0, $"aws {string.Join(' ', arguments)}:\n{errors}");
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>The names in a list, such as those of <c>taskArns</c>.</summary>
    public static IReadOnlyList<string> Strings(this JsonElement answer, string name) =>
        [.. answer.GetProperty(name).EnumerateArray().Select(static item => item.GetString()!)];

    /// <summary>The objects in a list, such as those of <c>tasks</c>.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray()];

    /// <summary>Runs the CLI, which may fail, also with other credentials.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> TryAwsAsync(
        this SimulatedRegion region, RegionCredentials? credentials, IReadOnlyList<string> arguments)
    {
        credentials ??= region.Credentials;
        ProcessStartInfo start = new(Requirements.AwsCli.Value, [.. arguments, "--endpoint-url", region.Address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Dictionary<string, string> environment = new()
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = "/nonexistent",
            ["AWS_CONFIG_FILE"] = "/nonexistent/config",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent/credentials",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_DEFAULT_REGION"] = region.Name,
            ["AWS_DEFAULT_OUTPUT"] = "json",
            ["AWS_ACCESS_KEY_ID"] = credentials.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretAccessKey,
            ["AWS_MAX_ATTEMPTS"] = "1",
        };
        if (credentials.SessionToken is { } token)
        {
            environment["AWS_SESSION_TOKEN"] = token;
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var aws = Process.Start(start)!;
        var output = aws.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = aws.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await aws.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (aws.ExitCode, await output, await errors);
    }
}
