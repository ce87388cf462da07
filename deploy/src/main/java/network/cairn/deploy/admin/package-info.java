/// Requests of an operator to a gateway, as commands make them: to one that runs, or to the files of one.
@NullMarked
package network.cairn.deploy.admin;

import org.jspecify.annotations.NullMarked;
