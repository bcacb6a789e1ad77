using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Runtime;

/// <summary>The native back end: loads libtorch, names what is wrong when it does not load, and chooses the device.</summary>
public static class Backend
{
    private static readonly Lock gate = new();

    // Which libtorch a process has is a fact about the process: once loaded, there is no other.
    private static LibtorchChoice? choice;
    private static bool isLoaded;

    /// <summary>Chooses the libtorch of a folder, such as <c>torch/lib</c> of a PyTorch that is installed, in place of the one that
    /// comes with the program. It is loaded with the first <see cref="Load"/>, which everything here calls that needs it.</summary>
    /// <param name="folder">The folder that holds the libraries, or the one above its <c>lib</c>.</param>
    /// <param name="log">Told when the folder has another version than TorchSharp was built with, which is tried.</param>
    /// <exception cref="TadSrException">A libtorch is loaded already.</exception>
    public static void UseLibtorch(string folder, ILogger? log = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        lock (gate)
        {
            var loaded = LoadedLibtorch();
            if (isLoaded || loaded.Count > 0)
                throw new TadSrException($"libtorch folder {folder}: {loaded.FirstOrDefault("another libtorch")} is loaded already, and a process has only one. Choose the folder before TorchSharp is used for the first time.", ErrorKind.Usage);
            choice = new LibtorchChoice(folder, log);
        }
    }

    /// <summary>Loads the native libraries. Call it once before the first tensor; later calls cost nothing.</summary>
    /// <exception cref="TadSrException">The libraries do not load; the message names the cause.</exception>
    public static void Load()
    {
        lock (gate)
        {
            if (isLoaded)
                return;
            InstructionSets.Require();
            LoadLibraries();
            isLoaded = true;
        }
    }

    /// <summary>Turns <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c> into a device that works.</summary>
    /// <param name="name">The name; <c>auto</c> takes CUDA where it works and the CPU elsewhere.</param>
    /// <exception cref="TadSrException">The name is unknown, or the device is not there.</exception>
    public static Device ChooseDevice(string name)
    {
        Load();
        switch (name)
        {
            case "cpu":
                return CPU;
            case "auto":
                return cuda.is_available() ? CUDA : CPU;
        }
        var index = 0;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out index) && index >= 0))
            throw new TadSrException($"device '{name}': there is no such name; use auto, cpu, cuda or cuda:N.", ErrorKind.Usage);
        if (!cuda.is_available())
        {
            throw new TadSrException(
                $"device {name}: this build or this machine has no CUDA. Use cpu, or a libtorch for CUDA on a machine with an NVIDIA driver.",
                ErrorKind.Usage);
        }
        if (index >= cuda.device_count())
            throw new TadSrException($"device {name}: this machine has {cuda.device_count()} CUDA device(s), numbered from 0.", ErrorKind.Usage);
        var device = new Device(DeviceType.CUDA, index);
        try
        {
            // A driver that loads can still lack kernels for the card: find out now, not at the first tile.
            using var probe = ones(2, device: device);
            using var sum = probe.sum();
            _ = sum.item<float>();
        }
        catch (ExternalException e)
        {
            throw new TadSrException($"device {name}: a first operation failed: {e.Message.Split('\n')[0]} Use cpu.", ErrorKind.OutOfResources, e);
        }
        return device;
    }

    private static void LoadLibraries()
    {
        try
        {
            // libtorch would print one warning for many a small convolution where its optional NNPACK part does not know the processor.
            NativeEnvironment.SetDefault("TORCH_CPP_LOG_LEVEL", "ERROR");
            RepairCheck.Require(typeof(torch).Assembly);
            if (choice is not null)
                choice.Load();
            else if (OperatingSystem.IsLinux())
                LoadRepairedCopy();
            torch.InitializeDeviceType(DeviceType.CPU);
            ReadLogLevel();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException)
        {
            throw new TadSrException(
                $"libtorch does not load on {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}): {LoaderMessage.Of(e)} " +
                $"Needed: x64 Linux with glibc 2.34 or newer, x64 Windows or arm64 macOS, and the libtorch package of this system in the project of the program (such as libtorch-cpu-linux-x64 {LibtorchFolder.BuiltWith}), or the folder of a libtorch that is elsewhere.",
                ErrorKind.Environment, e);
        }
    }

    // libtorch looks at TORCH_CPP_LOG_LEVEL only when c10::initLogging runs; Python calls it on import, TorchSharp never does.
    private static unsafe void ReadLogLevel()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc10.so", out var library) &&
            NativeLibrary.TryGetExport(library, "_ZN3c1011initLoggingEv", out var initLogging))
        {
            ((delegate* unmanaged<void>)initLogging)();
        }
    }

    // The build repairs the copies in its output folders. A program of its own folder that refers to the library can have
    // an unrepaired one: repair a private copy and load it before TorchSharp looks for its own.
    private static void LoadRepairedCopy()
    {
        foreach (var path in NativeLibraryFile.FindBelow(AppContext.BaseDirectory))
        {
            if (NativeLibrary.TryLoad(path, out _))
                return;
            // The dependencies are found by name once they are loaded.
            foreach (var dependency in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
                NativeLibrary.TryLoad(Path.Combine(Path.GetDirectoryName(path)!, dependency), out _);
            if (!LoadPrivateCopy(path, copy => NativeLibraryFile.Repair(copy)))
                NativeLibrary.Load(path);   // for its error: TorchSharp would print pages, and copy a libtorch from the package folder
        }
    }

    /// <summary>Loads a changed copy of a library. It lies in a new folder that is the user's alone (mode 0700), since in a known
    /// place another user could lay a library for us to load, and only until it is loaded: the loader keeps what it has mapped.</summary>
    /// <returns>Whether it was loaded.</returns>
    internal static bool LoadPrivateCopy(string path, Action<string> change)
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-native-");
        try
        {
            var copy = Path.Combine(folder.FullName, Path.GetFileName(path));
            File.Copy(path, copy);
            change(copy);
            return NativeLibrary.TryLoad(copy, out _);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The libraries of libtorch that the process has: one, or none.</summary>
    internal static IReadOnlyList<string> LoadedLibtorch()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName).Where(file => Path.GetFileNameWithoutExtension(file) is "libtorch_cpu" or "torch_cpu").Distinct()];
    }
}
