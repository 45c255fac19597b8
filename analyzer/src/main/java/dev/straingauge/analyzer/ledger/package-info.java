/**
 * The attachment ledger: what claims, volumes, attachments and pods went through, and what went
 * wrong with them. Pure folds over what the cluster's objects did; events only explain (contract
 * A5).
 */
@NullMarked
package dev.straingauge.analyzer.ledger;

import org.jspecify.annotations.NullMarked;
