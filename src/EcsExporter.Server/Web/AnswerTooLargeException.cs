// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>An answer would take more memory than the process may spend on one.</summary>
/// <param name="maxBytes">The most that an answer may have.</param>
internal sealed class AnswerTooLargeException(int maxBytes) : Exception($"The answer would be larger than {maxBytes} bytes");
