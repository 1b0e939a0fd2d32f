// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>What was made of some files, made again when they changed.</summary>
/// <param name="load">Makes it. Throws <see cref="WebConfigException"/> when the files are broken.</param>
/// <param name="loadedAgain">Called after each loading but the first, with what was made or why it could not.</param>
internal sealed class LiveFiles<T>(Func<FileReader, T> load, Action<T?, WebConfigException?> loadedAgain)
    where T : class
{
    private readonly Lock _oneAtATime = new();
    private FileReader? _files;
    private T? _value;
    private WebConfigException? _failure;

    /// <summary>What the files say now.</summary>
    /// <exception cref="WebConfigException">They are broken. The same is thrown until they change.</exception>
    public T Get()
    {
        lock (_oneAtATime)
        {
            if (_files is null || !_files.IsCurrent())
            {
                Load();
            }

            return _value ?? throw _failure!;
        }
    }

    private void Load()
    {
        var isFirst = _files is null;
        _files = new FileReader();
        try
        {
            (_value, _failure) = (load(_files), null);
        }
        catch (WebConfigException error)
        {
            (_value, _failure) = (null, error);
        }

        if (!isFirst)
        {
            loadedAgain(_value, _failure);
        }
    }
}
