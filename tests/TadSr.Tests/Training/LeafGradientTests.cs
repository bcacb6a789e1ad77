using TadSr.Runtime;
using TadSr.Training;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class LeafGradientTests
{
    public LeafGradientTests() => Backend.Load();

    [Fact]
    public void Gradient_is_that_of_autograd_and_nothing_else_changes()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var (leaf, other) = (Leaf(), Leaf());
        (leaf.square() * 3 + other).sum().backward();
        var (leafBefore, otherBefore) = (leaf.grad!.clone(), other.grad!.clone());
        var seed = randn([2, 3], generator: generator);
        var value = leaf.exp() * other;

        var first = LeafGradient.Of(value, leaf, seed, keepGraph: true);
        var second = LeafGradient.Of(value.sum(), leaf);

        value = leaf.exp() * other;
        Assert.True(first.eq(autograd.grad([value], [leaf], [seed], true)[0]).all().item<bool>());
        Assert.True(second.eq(autograd.grad([value.sum()], [leaf])[0]).all().item<bool>());
        Assert.True(leaf.grad!.eq(leafBefore).all().item<bool>());
        Assert.True(other.grad!.eq(otherBefore).all().item<bool>());

        Tensor Leaf() => randn([2, 3], generator: generator).requires_grad_();
    }

    [Fact]
    public void Gradient_of_a_value_that_does_not_depend_on_the_leaf_is_refused()
    {
        using var scope = NewDisposeScope();
        var (leaf, other) = (ones(2).requires_grad_(), ones(2).requires_grad_());

        Assert.Throws<InvalidOperationException>(() => LeafGradient.Of(other.sum(), leaf));

        Assert.Null(leaf.grad);
        Assert.Null(other.grad);
    }
}
