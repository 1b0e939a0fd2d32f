// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig.Files;

namespace EcsExporter.Server.Tests.WebConfig.Files;

public sealed class WatchedFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new("one");
    private readonly ManualResetEventSlim _mayLoad = new(initialState: true);
    private readonly List<string> _loadedAgain = [];
    private int _loads;

    public void Dispose()
    {
        _mayLoad.Set();
        _folder.Dispose();
        _mayLoad.Dispose();
    }

    [Fact]
    public void Get_FileChanges_GivesWhatItSaysNow()
    {
        var files = Open();

        for (var i = 0; i < 100; i++)
        {
            _folder.Write($"text {i}");
            Assert.Equal($"text {i}", files.Get());
            Assert.Equal($"text {i}", files.Get());
        }

        Assert.Equal(101, _loads);
    }

    [Fact]
    public async Task Get_ManyAtOnceAfterAChange_AllSeeIt()
    {
        var files = Open();

        for (var i = 0; i < 20; i++)
        {
            _folder.Write($"text {i}");
            var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(files.Get, TestContext.Current.CancellationToken)));
            Assert.All(all, text => Assert.Equal($"text {i}", text));
        }
    }

    [Fact]
    public async Task Get_ReadHangs_GivesTheLastUntilItEnds()
    {
        var files = Open();
        _mayLoad.Reset();
        _folder.Write("two");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("one", files.Get());
        }

        _mayLoad.Set();
        await Poll.UntilAsync("the file is read", () => files.Get() == "two");
    }

    [Fact]
    public void Load_ReadHangs_SaysThatTheFileSystemDoesNotAnswer()
    {
        _mayLoad.Reset();
        var files = New();

        var error = Assert.Throws<WebConfigException>(() => files.Load(TimeSpan.FromMilliseconds(20)));

        Assert.EndsWith("web.yml: the file system does not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_ReadHangs_IsDoneWhenItEnds()
    {
        var files = Open();
        _mayLoad.Reset();

        files.Reload();
        files.Reload();
        await Poll.UntilAsync("it is read", () => Volatile.Read(ref _loads) == 2);
        Assert.Equal("one", files.Get());

        _mayLoad.Set();
        await Poll.UntilAsync("it is read again", () => files.Get() == "one" && _loadedAgain.Count > 0);
        Assert.All(_loadedAgain, line => Assert.Equal("one True", line));
    }

    [Fact]
    public void Get_LoadMakesAMistake_IsAFailureAndTriedAgain()
    {
        var files = Open();
        _folder.Write("mistake");

        _ = Assert.Throws<WebConfigException>(() => files.Get());
        var error = Assert.Throws<WebConfigException>(() => files.Get());
        Assert.Equal(3, _loads);
        Assert.EndsWith("InvalidOperationException: a mistake", error.Message, StringComparison.Ordinal);

        _folder.Write("two");
        Assert.Equal("two", files.Get());
        Assert.Equal(["web.yml: InvalidOperationException: a mistake False", "two False"], _loadedAgain.Select(line => Path.GetFileName(line)));
    }

    private WatchedFiles<string> Open()
    {
        var files = New();
        Assert.Equal("one", files.Load(Poll.Timeout));
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
        Assert.True(_mayLoad.Wait(Poll.Timeout));
        return text == "mistake" ? throw new InvalidOperationException("a mistake") : text;
    }
}
