// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Fuzz;

/// <summary>Something that has to cope with whatever it is given.</summary>
/// <param name="name">What it is called on the command line.</param>
internal abstract class FuzzTarget(string name)
{
    /// <summary>All of them. The one that takes a whole scrape for each case comes first.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new PayloadTarget(), new HostTarget(), new HeaderTarget(), new WebConfigTarget(), new BcryptTarget(), new FlagTarget(),
        new CredentialsTarget(), new ReceiverAnswerTarget(),
    ];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>Makes an input of one or more parts, the same for the same state of <paramref name="random"/>.</summary>
    public abstract IReadOnlyList<byte[]> Make(Random random);

    /// <summary>Gives the input to the code under test; any exception is a failure. May be called from several threads.</summary>
    public abstract void Check(IReadOnlyList<byte[]> input);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
