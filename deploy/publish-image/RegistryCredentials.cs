// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace EcsExporter.PublishImage;

/// <summary>
/// Finds the user and password for a registry. They come from the variables REGISTRY_USERNAME and REGISTRY_PASSWORD, which apply to the registry that
/// receives the image, or from the file that "docker login", "podman login" and "skopeo login" write.
/// </summary>
/// <param name="variable">Returns the value of an environment variable, or null.</param>
/// <param name="receiver">The registry that receives the image.</param>
/// <param name="file">The content of the file; null without a file.</param>
internal sealed class RegistryCredentials(Func<string, string?> variable, string receiver, JsonNode? file)
{
    /// <summary>Reads the file that DOCKER_CONFIG or REGISTRY_AUTH_FILE names, else ~/.docker/config.json.</summary>
    public static RegistryCredentials FromEnvironment(Func<string, string?> variable, string receiver)
    {
        var folder = variable("DOCKER_CONFIG") ?? Path.Combine(variable("HOME") ?? "/", ".docker");
        var path = variable("REGISTRY_AUTH_FILE") ?? Path.Combine(folder, "config.json");
        return new(variable, receiver, File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null);
    }

    /// <summary>The credentials for basic authentication, "user:password" in base64; null without credentials for the registry.</summary>
    public string? For(string registry)
    {
        if (registry == receiver && variable("REGISTRY_USERNAME") is { } user && variable("REGISTRY_PASSWORD") is { } password)
        {
            return Encode($"{user}:{password}");
        }

        var helper = file?["credHelpers"]?[registry]?.GetValue<string>() ?? file?["credsStore"]?.GetValue<string>();
        return file?["auths"]?[registry]?["auth"]?.GetValue<string>() ?? (helper is null ? null : Ask(helper, registry));
    }

    // https://github.com/docker/docker-credential-helpers: a helper reads the server's name from standard input and writes a JSON object.
    private static string? Ask(string helper, string registry)
    {
        var start = new ProcessStartInfo($"docker-credential-{helper}", "get") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new PublishException($"docker-credential-{helper} does not start");
        process.StandardInput.WriteLine(registry);
        process.StandardInput.Close();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && JsonNode.Parse(answer) is { } login ? Encode($"{login["Username"]}:{login["Secret"]}") : null;
    }

    private static string Encode(string login) => Convert.ToBase64String(Encoding.UTF8.GetBytes(login));
}
