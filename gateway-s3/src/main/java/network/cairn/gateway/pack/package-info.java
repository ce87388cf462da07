/// Small objects together in packs: put in groups, read in ranges, merged when their packs are small or half dead.
@NullMarked
package network.cairn.gateway.pack;

import org.jspecify.annotations.NullMarked;
