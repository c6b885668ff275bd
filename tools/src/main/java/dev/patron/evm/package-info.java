/** EVM: typed-data digests, signing, and the fate of an authorization on a chain. */
@NullMarked
package dev.patron.evm;

import org.jspecify.annotations.NullMarked;
