package network.cairn.gateway;

import network.cairn.client.account.ChainSettings;
import network.cairn.client.deal.DealTerms;

/// On which chain a gateway has deals with the nodes that it uses, and on what terms.
public record DealSettings(ChainSettings chain, DealTerms terms) {}
