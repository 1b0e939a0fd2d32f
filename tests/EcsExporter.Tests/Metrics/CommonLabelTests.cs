// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests labels that every series carries, over the whole registry.</summary>
public sealed class CommonLabelTests
{
    private static readonly (string Name, string Value)[] Expected =
        [("cluster", "demo"), ("family", "storefront"), ("revision", "27"), ("service", "storefront"), ("task_id", "de10bf74edb9494b8d410ecf7ae24e6f")];

    [Theory]
    [InlineData("cluster")]
    [InlineData("family")]
    [InlineData("revision")]
    [InlineData("service")]
    [InlineData("task_id")]
    public void TaskLabel_EveryFamilyOfTheTask_HasItOnceWithTheTasksValue(string name)
    {
        var samples = With(TaskLabels.Choices.Single(choice => choice.Name == name).Label).Samples();
        Assert.All(samples, sample => Assert.Single(sample.Labels, label => label.Key == name));
        var value = Expected.Single(label => label.Name == name).Value;

        // A family that has such a label already keeps its own: this family has the cluster as the endpoint gives it.
        Assert.All(samples.Where(sample => sample.Family != "ecs_task_metadata_info"), sample => Assert.Equal(value, sample[name]));
    }

    [Fact]
    public void TaskLabels_AllAndAConstant_StayInOrderWithUnchangedValues()
    {
        CommonLabel<TaskSnapshot>[] labels = [.. TaskLabels.Choices.Select(choice => choice.Label), Constant("env", "prod \"1\"")];
        var with = With(labels).Samples();
        var without = With().Samples();
        Assert.Equal(without.Select(sample => (sample.Family, sample.Value)), with.Select(sample => (sample.Family, sample.Value)));
        Assert.All(with, sample => Assert.Equal("prod \"1\"", sample["env"]));
    }

    [Fact]
    public void TaskLabels_WithoutTheTask_AreEmpty()
    {
        Scrape scrape = new(null, null, labels: [.. TaskLabels.Choices.Select(choice => choice.Label)]);
        Assert.NotEmpty(scrape.Samples());
        Assert.All(scrape.Samples(), sample => Assert.Equal("", sample["task_id"]));
    }

    [Theory]
    [InlineData("container_name", "ecs_container_")]
    [InlineData("status", "ecs_")]
    [InlineData("interface", "ecs_")]
    [InlineData("cluster", "ecs_cpu_kernel")]
    [InlineData("kind", "ecs_payload_anomalies_total")]
    public void ConstantLabel_NameThatAFamilyHas_IsAnErrorThatNamesBoth(string name, string family)
    {
        var error = Assert.Throws<LabelClashException>(() => With(Constant(name, "v")).Text());
        Assert.StartsWith($"--metrics.label={name}=v clashes with the label '{name}' of the metric {family}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstantLabel_SameNameAsATaskLabelOrTwice_IsAnErrorThatNamesBoth()
    {
        var taskLabel = TaskLabels.Choices.Single(choice => choice.Name == "service").Label;
        Assert.Equal(
            "--metrics.label=service=v clashes with --metrics.task-labels=service: both set the label 'service'",
            Assert.Throws<LabelClashException>(() => With(taskLabel, Constant("service", "v")).Text("pids")).Message);
        Assert.Equal(
            "--metrics.label=x=2 clashes with --metrics.label=x=1: both set the label 'x'",
            Assert.Throws<LabelClashException>(() => With(Constant("x", "1"), Constant("x", "2")).Text("pids")).Message);
    }

    private static CommonLabel<TaskSnapshot> Constant(string name, string value) => new(name, $"--metrics.label={name}={value}", _ => value);

    private static Scrape With(params CommonLabel<TaskSnapshot>[] labels)
    {
        var (task, stats) = Simulated.Documents("fargate");
        return new Scrape(task, stats, labels: labels);
    }
}
