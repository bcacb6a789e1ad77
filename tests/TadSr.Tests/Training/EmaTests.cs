using TadSr.Configuration;
using TadSr.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class EmaTests
{
    [Fact]
    public void Network_computes_with_the_averages_during_the_work_and_has_its_own_parameters_after_it_or_an_error()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 1f, 2f }));
        using var ema = new Ema([("p", parameter)], new EmaConfig { Rate = 0.5 });
        using (no_grad())
            parameter.fill_(5);
        ema.Update();

        Assert.Equal([3f, 3.5f], ema.WithAverages(() => parameter.data<float>().ToArray()));
        Assert.Throws<TimeoutException>(() => ema.WithAverages<int>(() => throw new TimeoutException()));

        Assert.Equal([5f, 5f], parameter.data<float>().ToArray());
        Assert.Equal([3f, 3.5f], ema.State.Single().Value.data<float>().ToArray());
    }
}
