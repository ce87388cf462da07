package network.cairn.gateway;

import network.cairn.client.account.ChainSettings;
import network.cairn.client.deal.DealTerms;
import network.cairn.client.egress.EgressBudget;

/// On which chain a gateway has deals with the nodes that it uses, and on what terms it pays for storage and for
/// reads.
public record DealSettings(ChainSettings chain, DealTerms terms, EgressBudget egress) {}
