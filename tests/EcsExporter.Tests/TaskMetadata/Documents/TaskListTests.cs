// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class TaskListTests
{
    private const string A = """{"TaskARN": "arn:aws:ecs:eu-west-1:1:task/c/a", "Family": "fa", "KnownStatus": "RUNNING"}""";
    private const string B = """{"TaskARN": "arn:aws:ecs:eu-west-1:1:task/c/b", "Family": "fb", "Containers": [{"DockerId": "b-1", "Name": "app"}]}""";

    private readonly DocumentReader _reader = new();

    [Theory]
    [InlineData($"[{A}, {B}]")]
    [InlineData($"[{B}, {A}]")]
    public void Read_AnyOrder_IsInOrderOfIds(string json)
    {
        var tasks = _reader.Tasks(json).Tasks;

        Assert.Equal([("a", "fa", 0), ("b", "fb", 1)], tasks.Select(task => (task.Id, task.Task.Family!, task.Task.Containers.Length)));
        Assert.Equal("", _reader.Met);
    }

    [Fact]
    public void Read_NoTask_IsEmpty() => Assert.Empty(_reader.Tasks("[]").Tasks);

    [Theory]
    [InlineData("null", "")]
    [InlineData("{}", "")]
    [InlineData("{ }", "")]
    [InlineData("\"None\"", "")]
    [InlineData("[]", "malformed_task 1")]
    [InlineData("7", "malformed_task 1")]
    [InlineData("true", "malformed_task 1")]
    [InlineData("\"text\"", "malformed_task 1")]
    [InlineData("""{"Family": "nobody"}""", "malformed_task 1")]
    [InlineData("""{"TaskARN": "", "Family": "nobody"}""", "malformed_task 1")]
    [InlineData("""{"TaskARN": {"a": [1, {"b": 2}]}, "Family": "nobody"}""", "malformed_task 2")]
    [InlineData("""{"TaskARN": "arn:aws:ecs:eu-west-1:1:task/c/", "Family": "nobody"}""", "malformed_task 1")]
    [InlineData("""{"Containers": [{"DockerId": "x", "Name": 5}, 6]}""", "malformed_task 1, malformed_container 1")]
    public void Read_ElementThatNamesNoTask_IsLeftOutAndHidesNoOther(string element, string met)
    {
        foreach (var json in (string[])[$"[{element}, {A}, {B}]", $"[{A}, {element}, {B}]", $"[{A}, {B}, {element}]"])
        {
            var reader = new DocumentReader();
            Assert.Equal(["a", "b"], reader.Tasks(json).Tasks.Select(task => task.Id));
            Assert.Equal(met, reader.Met);
        }
    }

    [Theory]
    [InlineData("""{"TaskARN": "arn:aws:ecs:eu-west-1:1:task/c/a", "Family": "old", "KnownStatus": "STOPPED"}""", "fa")]
    [InlineData("""{"TaskARN": "arn:aws:ecs:eu-west-1:1:task/c/a", "Family": "zz", "KnownStatus": "RUNNING"}""", "zz")]
    public void Read_TaskTwice_KeepsOneWhateverTheOrder(string twin, string family)
    {
        foreach (var json in (string[])[$"[{A}, {twin}, {B}]", $"[{twin}, {B}, {A}]"])
        {
            var reader = new DocumentReader();
            Assert.Equal([family, "fb"], reader.Tasks(json).Tasks.Select(task => task.Task.Family));
            Assert.Equal("malformed_task 1", reader.Met);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("\"tasks metadata endpoint not supported\"")]
    [InlineData("[] []")]
    [InlineData("[{\"TaskARN\": \"arn")]
    public void Read_NoArray_Throws(string json) => Assert.ThrowsAny<JsonException>(() => _reader.Tasks(json));
}
