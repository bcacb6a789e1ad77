using TadSr.Benchmarks;
using TadSr.Runtime;
using TorchSharp;

if (args is not ["student-step", .. var rest] || rest is not [] and not [_] || (rest is [var text] && !int.TryParse(text, out _)))
{
    Console.Error.WriteLine("usage: TadSr.Benchmarks student-step [ROUNDS]");
    return 2;
}
LargeBlocks.Keep();   // as the program does
Backend.Load();
// One thread: figures of a machine that does other things too must not depend on how many cores are free.
torch.set_num_threads(1);
StudentStepBenchmark.Run(rest is [var rounds] ? int.Parse(rounds) : 5);
return 0;
