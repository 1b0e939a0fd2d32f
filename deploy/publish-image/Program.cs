// SPDX-License-Identifier: Apache-2.0
using EcsExporter.PublishImage;

#pragma warning disable RS0030 // The streams are opened here.
await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await using var errors = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
#pragma warning restore RS0030
if (args is not [var target, var baseImage, var binary, var license])
{
    await errors.WriteLineAsync("publish-image: four arguments are needed: IMAGE BASE BINARY LICENSE");
    return 1;
}

try
{
    using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
    var name = ImageReference.Parse(target);
    var credentials = RegistryCredentials.FromEnvironment(Environment.GetEnvironmentVariable, name.Registry);
    var from = new Registry(client, ImageReference.Parse(baseImage), credentials);
    var source = new SourceDescription(Environment.GetEnvironmentVariable);
    var files = new[]
    {
        new LayerFile("usr/local/bin/ecs_exporter", await File.ReadAllBytesAsync(binary), IsExecutable: true),
        new LayerFile("usr/share/doc/ecs_exporter/LICENSE", await File.ReadAllBytesAsync(license), IsExecutable: false),
    };
    var image = await ImagePublisher.BuildAsync(from, files, source);
    var digest = await ImagePublisher.PushAsync(image, from, new Registry(client, name, credentials));
    await output.WriteLineAsync($"{name.Name}:{name.Version} {digest}");
    return 0;
}
catch (Exception error) when (error is PublishException or HttpRequestException or IOException or TaskCanceledException)
{
    await errors.WriteLineAsync($"publish-image: {error.Message}");
    return 1;
}
