using TadSr.Runtime;
using TadSr.Tests.Runtime;
using TorchSharp;

[assembly: AssemblyFixture(typeof(OneThread))]

namespace TadSr.Tests.Runtime;

/// <summary>Loads the back end once for all tests, as the program does, and computes on one thread: results do not depend on
/// the machine's cores then, and two busy threads on two shared cores are slower than one.</summary>
public sealed class OneThread
{
    public OneThread()
    {
        Backend.Load();
        torch.set_num_threads(1);
    }
}
