// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The services that Kestrel's TLS asks for. One of them is internal to Kestrel and registered by <c>UseKestrelCore</c> alone,
/// which wants a host builder: this is as little of one as that needs.
/// </summary>
internal sealed class TlsServices : IWebHostBuilder
{
    private readonly ServiceCollection _services = new();

    private TlsServices()
    {
    }

    /// <summary>The services. The caller disposes of them after the server.</summary>
    public static ServiceProvider Create(ILoggerFactory loggerFactory)
    {
        var builder = new TlsServices();
        _ = builder.UseKestrelCore();
        _ = builder._services.AddMetrics().AddSingleton(loggerFactory);
        return builder._services.BuildServiceProvider();
    }

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(_services);
        return this;
    }

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices)
    {
        configureServices(new WebHostBuilderContext(), _services);
        return this;
    }

    /// <summary>There are no settings.</summary>
    public string? GetSetting(string key) => null;

    /// <inheritdoc/>
    public IWebHostBuilder UseSetting(string key, string? value) => this;

    /// <inheritdoc/>
    public IWebHostBuilder ConfigureAppConfiguration(Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => this;

#pragma warning disable ASPDEPR008 // The interface has this member.
    /// <summary>There is no host.</summary>
    public IWebHost Build() => throw new NotSupportedException();
#pragma warning restore ASPDEPR008
}
