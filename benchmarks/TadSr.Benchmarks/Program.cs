using TadSr.Benchmarks;
using TadSr.Runtime;
using TorchSharp;

if (args is not ["student-step" or "metrics" or "large-metrics", .. var rest] || rest is not [] and not [_] || (rest is [var text] && !int.TryParse(text, out _)))
{
    Console.Error.WriteLine("usage: TadSr.Benchmarks student-step|metrics|large-metrics [ROUNDS]");
    return 2;
}
LargeBlocks.Keep();   // as the program does
Backend.Load();
var rounds = rest is [var number] ? int.Parse(number) : 5;
if (args[0] == "metrics")
{
    MetricBenchmark.Run(rounds);
    return 0;
}
if (args[0] == "large-metrics")
{
    LargeMetricBenchmark.Run(rounds);
    return 0;
}
// One thread: figures of a machine that does other things too must not depend on how many cores are free.
torch.set_num_threads(1);
StudentStepBenchmark.Run(rounds);
return 0;
