// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Fuzz;

/// <summary>Code that must handle any input.</summary>
/// <param name="name">The name on the command line.</param>
internal abstract class FuzzTarget(string name)
{
    /// <summary>All targets. The first one runs a whole scrape for each case.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new PayloadTarget(), new HostTarget(), new HeaderTarget(), new WebConfigTarget(), new BcryptTarget(), new FlagTarget(),
        new CredentialsTarget(), new ReceiverAnswerTarget(),
    ];

    /// <summary>The name on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>Creates an input of one or more parts; the same for the same state of <paramref name="random"/>.</summary>
    public abstract IReadOnlyList<byte[]> Make(Random random);

    /// <summary>Passes the input to the code under test; any exception is a failure. Thread-safe.</summary>
    public abstract void Check(IReadOnlyList<byte[]> input);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
