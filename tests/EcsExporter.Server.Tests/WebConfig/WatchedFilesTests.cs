// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class WatchedFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new("one");
    private readonly ManualResetEventSlim _mayLoad = new(initialState: true);
    private readonly List<string?> _loadedAgain = [];
    private int _loads;

    public void Dispose()
    {
        _mayLoad.Set();
        _folder.Dispose();
        _mayLoad.Dispose();
    }

    [Fact]
    public async Task Get_FileChanges_GivesWhatItSaysNow()
    {
        var files = await OpenAsync();

        for (var i = 0; i < 100; i++)
        {
            _folder.Write($"text {i}");
            Assert.Equal($"text {i}", await files.GetAsync());
            Assert.Equal($"text {i}", await files.GetAsync());
        }

        Assert.Equal(101, _loads);
    }

    [Fact]
    public async Task Get_ManyAtOnceAfterAChange_AllSeeIt()
    {
        var files = await OpenAsync();

        for (var i = 0; i < 20; i++)
        {
            _folder.Write($"text {i}");
            var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await files.GetAsync(), TestContext.Current.CancellationToken)));
            Assert.All(all, text => Assert.Equal($"text {i}", text));
        }
    }

    [Fact]
    public async Task Get_ReadHangs_GivesTheLastUntilItEnds()
    {
        var files = await OpenAsync();
        _mayLoad.Reset();
        _folder.Write("two");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("one", await files.GetAsync());
        }

        _mayLoad.Set();
        _ = await Patience.ForAsync("the file is read", async () => await files.GetAsync() == "two" ? files : null);
    }

    [Fact]
    public async Task Load_FirstReadHangs_SaysThatTheFileSystemDoesNotAnswer()
    {
        _mayLoad.Reset();
        var files = New();

        var error = await Assert.ThrowsAsync<WebConfigException>(() => files.LoadAsync(TimeSpan.FromMilliseconds(20)));

        Assert.EndsWith("web.yml: the file system does not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_ReadHangsLater_GivesTheLast()
    {
        var files = await OpenAsync();
        _mayLoad.Reset();

        Assert.Equal("one", await files.LoadAsync(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Load_NothingChanged_IsMadeAgain()
    {
        var files = await OpenAsync();

        Assert.Equal("one", await files.LoadAsync(Patience.Limit));

        Assert.Equal(2, _loads);
        Assert.Equal(["one True"], _loadedAgain);
    }

    [Fact]
    public async Task Get_LoadMakesAMistake_IsAFailureUntilTheFileChanges()
    {
        var files = await OpenAsync();
        _folder.Write("mistake");

        var error = await Assert.ThrowsAsync<WebConfigException>(async () => await files.GetAsync());
        Assert.EndsWith("InvalidOperationException: a mistake", error.Message, StringComparison.Ordinal);

        _folder.Write("two");
        Assert.Equal("two", await files.GetAsync());
    }

    private async Task<WatchedFiles<string>> OpenAsync()
    {
        var files = New();
        Assert.Equal("one", await files.LoadAsync(Patience.Limit));
        return files;
    }

    private WatchedFiles<string> New() => new(Load, TimeProvider.System)
    {
        LoadedAgain = (value, failure, isForced) => _loadedAgain.Add($"{value ?? failure!.Message} {isForced}"),
    };

    private string Load(FileReader files)
    {
        _loads++;
        var text = Encoding.UTF8.GetString(files.Read(_folder.ConfigPath));

        // The file system.
        Assert.True(_mayLoad.Wait(Patience.Limit));
        return text == "mistake" ? throw new InvalidOperationException("a mistake") : text;
    }
}
