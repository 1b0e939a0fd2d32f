// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>How many requests are answered; those beyond get status 429.</summary>
/// <param name="Interval">The time after which one more request is answered. Zero: there is no limit.</param>
/// <param name="Burst">Requests answered at once after a quiet time. With 0, none ever is.</param>
internal readonly record struct RateLimit(TimeSpan Interval, int Burst);
