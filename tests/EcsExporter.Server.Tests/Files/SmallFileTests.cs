// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Files;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.Files;

public sealed class SmallFileTests : IDisposable
{
    private readonly ConfigFolder _folder = new(null);

    public static TheoryData<string> NoFiles => [.. ConfigFolder.NoFiles.Keys];

    private string FilePath => _folder.PathOf("web.yml");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    [InlineData(SmallFile.MaxBytes - 1)]
    [InlineData(SmallFile.MaxBytes)]
    public void Read_RegularFile_GivesAllOfIt(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        File.WriteAllBytes(FilePath, content);

        var (read, failure) = SmallFile.Read(FilePath);

        Assert.Null(failure);
        Assert.Equal(content, read);
        Assert.True(SmallFile.IsStill(FilePath, read, failure));
        File.WriteAllBytes(FilePath, [.. content, 1]);
        Assert.False(SmallFile.IsStill(FilePath, read, failure));
    }

    [Fact]
    public void IsStill_AnyOtherContent_IsNot()
    {
        _folder.Write("abcd");

        foreach (var other in new[] { "", "abc", "abce", "bbcd", "abcde" })
        {
            Assert.False(SmallFile.IsStill(FilePath, System.Text.Encoding.UTF8.GetBytes(other), null), other);
        }

        Assert.False(SmallFile.IsStill(FilePath, null, "no such file or directory"));
        Assert.True(SmallFile.IsStill(FilePath, "abcd"u8.ToArray(), null));
    }

    [Fact]
    public void Read_OneByteMoreThanAllowed_SaysSo()
    {
        File.WriteAllBytes(FilePath, new byte[SmallFile.MaxBytes + 1]);

        Assert.Equal((null, "is larger than 1 MiB"), SmallFile.Read(FilePath));
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public void Read_NoFile_SaysWhatItIsAndDoesNotWait(string kind)
    {
        _folder.Replace("web.yml", kind);

        var (content, failure) = SmallFile.Read(FilePath);

        Assert.Null(content);
        Assert.Equal(ConfigFolder.NoFiles[kind], failure);
        Assert.True(SmallFile.IsStill(FilePath, null, failure));
        Assert.False(SmallFile.IsStill(FilePath, [], null));
    }

    [Fact]
    public async Task Read_FifoThatSomebodyWritesTo_IsStillNoFile()
    {
        _folder.Replace("web.yml", "FIFO");
        var writing = Task.Run(() => File.WriteAllText(FilePath, FileCases.Users), TestContext.Current.CancellationToken);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("is not a regular file", SmallFile.Read(FilePath).Failure);
        }

        // Opening the pipe for reading releases the writer if it still waits for a reader.
        using (var reader = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite))
        {
            await writing.WaitAsync(Harness.Poll.Timeout, TestContext.Current.CancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    [Theory]
    [InlineData("web.yml/child", "no such file or directory")]
    [InlineData("", "is a directory")]
    [InlineData("loop", "Too many levels of symbolic links")]
    [InlineData("dangling", "no such file or directory")]
    [InlineData("web.yml\0.txt", "no such file or directory")]
    public void Read_PathThatLeadsNowhere_SaysSo(string name, string failure)
    {
        _folder.Write("text");
        _ = File.CreateSymbolicLink(_folder.PathOf("loop"), "loop");
        _ = File.CreateSymbolicLink(_folder.PathOf("dangling"), "nowhere");

        Assert.Equal((null, failure), SmallFile.Read(_folder.PathOf(name)));
    }
}
