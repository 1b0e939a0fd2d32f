// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A headless Chromium for all tests of a class. The first test that opens a page starts it.</summary>
public sealed class HeadlessBrowser : IDisposable
{
    private const string Performance = "performance";

    // Chromium does not delete all its temporary files, so it gets its own folder for them.
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("browser-");
    private ChromeDriverService? _service;
    private ChromeDriver? _driver;

    private ChromeDriver Driver => _driver ??= Start();

    /// <summary>The address of the current page.</summary>
    internal Uri Address => new(Driver.Url);

    /// <summary>The visible text of the page.</summary>
    internal string Text => Evaluate<string>("document.body.innerText");

    /// <summary>The messages of the console since the page was opened: errors of scripts, refused resources, failed requests.</summary>
    internal IReadOnlyList<string> Console => [.. Entries(LogType.Browser)];

    /// <summary>The addresses that the browser requested since the page was opened, including blocked requests.</summary>
    internal IReadOnlyList<string> Requests =>
    [
        .. Entries(Performance)
            .Select(static entry => JsonDocument.Parse(entry).RootElement.GetProperty("message"))
            .Where(static message => message.GetProperty("method").ValueEquals("Network.requestWillBeSent"))
            .Select(static message => message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _driver?.Dispose();
        _service?.Dispose();
        _temporary.Delete(recursive: true);
    }

    /// <summary>Opens a page on a screen of this size and clears the logs.</summary>
    internal void Open(Uri address, Screen? screen = null)
    {
        screen ??= Screen.Desktop;
        Resize(screen, screen.Height);
        Command("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = screen.IsDark ? "dark" : "light" } },
        });
        _ = Entries(LogType.Browser);
        _ = Entries(Performance);
        Driver.Navigate().GoToUrl(address);
    }

    /// <summary>Clicks the link with this text and waits for the page to load.</summary>
    internal void Click(string link) => Driver.FindElement(By.LinkText(link)).Click();

    /// <summary>The value of a script's expression.</summary>
    internal T Evaluate<T>(string expression) =>
        JsonSerializer.Deserialize<T>((string)Driver.ExecuteScript($"return JSON.stringify({expression})")!)!;

    /// <summary>The text of each element that a selector finds.</summary>
    internal IReadOnlyList<string> TextsOf(string selector) =>
        Evaluate<string[]>($"[...document.querySelectorAll('{selector}')].map(element => element.textContent)");

    /// <summary>Shows the page in this font.</summary>
    internal void UseFont(string font) => _ = Evaluate<string>($"document.body.style.fontFamily = '{font}'");

    /// <summary>Whether a script has opened a dialog.</summary>
    internal bool HasDialogue()
    {
        try
        {
            _ = Driver.SwitchTo().Alert();
            return true;
        }
        catch (NoAlertPresentException)
        {
            return false;
        }
    }

    /// <summary>A screenshot of the whole page as a PNG, as high as its content.</summary>
    internal byte[] Picture(Screen screen)
    {
        Resize(screen, 1);
        Resize(screen, Evaluate<int>("document.documentElement.scrollHeight"));
        return Convert.FromBase64String((string)Command("Page.captureScreenshot", new() { ["format"] = "png" })["data"]);
    }

    private ChromeDriver Start()
    {
        // With the paths of both programs, Selenium neither searches nor downloads them.
        var options = new ChromeOptions { BinaryLocation = Requirements.Chromium.Value };
        options.AddArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference(Performance, LogLevel.All);
        _service = ChromeDriverService.CreateDefaultService(Requirements.ChromeDriver.Value);
        _service.SuppressInitialDiagnosticInformation = true;
        _service.DriverProcessStarting += (_, start) => start.DriverServiceProcessStartInfo.Environment["TMPDIR"] = _temporary.FullName;
        return new ChromeDriver(_service, options, Poll.Timeout);
    }

    private void Resize(Screen screen, int height) => Command("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = screen.Width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = screen.IsPhone,
    });

    private IEnumerable<string> Entries(string log) => Driver.Manage().Logs.GetLog(log).Select(static entry => entry.Message);

    private Dictionary<string, object> Command(string name, Dictionary<string, object?> parameters) =>
        (Dictionary<string, object>)Driver.ExecuteCdpCommand(name, parameters)!;
}
