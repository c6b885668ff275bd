/** May this be spent? Money and policy, with nothing but the base module underneath. */
module dev.patron.policy.engine {
    requires static org.jspecify;

    exports dev.patron.money;
    exports dev.patron.policy;
}
