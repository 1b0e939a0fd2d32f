// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Exhaustion;

/// <summary>A way to exhaust the memory. Like a server, it catches every exception and continues; it frees nothing.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Exhaust">Exhausts the memory; does not return.</param>
internal sealed record ExhaustionKind(string Name, Action Exhaust)
{
    private const int Threads = 64;

    public static IReadOnlyList<ExhaustionKind> All { get; } =
    [
        new("arrays", () => Forever(KeepArrays)),
        new("objects", () => Forever(KeepObjects)),
        new("threads", KeepObjectsInThreads),
        new("async", () => Forever(() => KeepAwaitingAsync().GetAwaiter().GetResult())),
        new("type-initializer", () => Forever(() => GC.KeepAlive(Initialized.Value))),
        new("collector", HangCollector),
    ];

    [ThreadStatic]
    private static List<byte[]>? _arrays;

    [ThreadStatic]
    private static Node? _nodes;

    public static ExhaustionKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    private static void Forever(Action exhaust)
    {
        while (true)
        {
            try
            {
                exhaust();
            }
            catch (Exception)
            {
                // Nothing is freed, so that the next attempt fails too.
            }
        }
    }

    private static void KeepArrays()
    {
        _arrays ??= [];
        while (true)
        {
            _arrays.Add(GC.AllocateUninitializedArray<byte>(1_000_000));
            _arrays.Add(new byte[1_000_000]);
        }
    }

    private static void KeepObjects()
    {
        while (true)
        {
            _nodes = new Node(_nodes);
        }
    }

    private static void KeepObjectsInThreads()
    {
        for (var i = 0; i < Threads; i++)
        {
            new Thread(() => Forever(KeepObjects)).Start();
        }

        Forever(KeepObjects);
    }

    /// <summary>Each call leaves the state of an asynchronous method that waits, and a timer.</summary>
    private static async Task KeepAwaitingAsync()
    {
        var waiting = new List<Task>();
        while (true)
        {
            waiting.Add(WaitAsync());
            await Task.Yield();
        }

        static async Task WaitAsync()
        {
            var kept = new byte[100];
            await Task.Delay(TimeSpan.FromDays(1));
            GC.KeepAlive(kept);
        }
    }

    /// <summary>Makes a garbage collection wait for a thread that never stops, so that the collector hangs.</summary>
    private static void HangCollector()
    {
        new Thread(() =>
        {
            var held = 0;
            _ = SpinLockInit(ref held, 0);
            while (true)
            {
                _ = SpinLockLock(ref held);
            }
        }).Start();

        // Without a pause, the collections would prevent the thread from starting.
        using var never = new ManualResetEvent(initialState: false);
        Forever(() =>
        {
            _ = never.WaitOne(TimeSpan.FromMilliseconds(1));
            GC.Collect();
        });
    }

    [DllImport("libc", EntryPoint = "pthread_spin_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SpinLockInit(ref int spinLock, int shared);

    [DllImport("libc", EntryPoint = "pthread_spin_lock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int SpinLockLock(ref int spinLock);

    private sealed class Node(Node? next)
    {
        public Node? Next { get; } = next;
    }

    private static class Initialized
    {
        public static readonly int Value = Exhaust();

        private static int Exhaust()
        {
            KeepObjects();
            return 0;
        }
    }
}
