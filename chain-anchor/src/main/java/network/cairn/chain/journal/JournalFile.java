package network.cairn.chain.journal;

import network.cairn.client.ledger.Round;
import org.jspecify.annotations.Nullable;

/// One of the journal's files.
///
/// @param sequence its number, from 1
/// @param newest the newest round it has a record of, or null for none
record JournalFile(long sequence, @Nullable Round newest, long bytes) {}
