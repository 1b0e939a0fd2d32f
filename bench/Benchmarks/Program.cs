// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EcsExporter.Benchmarks;
using Perfolizer.Horology;

// In this process: the projects that BenchmarkDotNet generates would have this repository's build settings, and not build.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(100));
_ = BenchmarkRunner.Run([typeof(ScrapeBenchmarks), typeof(PushBenchmarks)], DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default), args);
