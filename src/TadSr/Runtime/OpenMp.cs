namespace TadSr.Runtime;

/// <summary>How libtorch's threads wait for each other.</summary>
internal static class OpenMp
{
    /// <summary>Lets them sleep instead of spinning; to be called before the native libraries load. Spinning saves a little time on
    /// idle cores and collapses where another program wants them. A setting of the user wins.</summary>
    public static void SleepWhileWaiting() => NativeEnvironment.SetDefault("OMP_WAIT_POLICY", "PASSIVE");
}
