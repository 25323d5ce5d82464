/** Which nodes can be computed in another thread, and how they get there. */
import type { Volume } from '../volume/index.js';
import { inputsOf, type MemoryNode, type Node } from './graph.js';

const known = new WeakMap<Node, boolean>();

/** Whether a node depends on no function or reader of this thread. */
export function isPortable(node: Node): boolean {
  let portable = known.get(node);
  if (portable === undefined) {
    const own =
      node.kind === 'source' ? !('reader' in node.origin) : node.kind !== 'blocks' || typeof node.fn !== 'function';
    portable = own && inputsOf(node).every(isPortable);
    known.set(node, portable);
  }
  return portable;
}

/** Whether a function of the user runs below a node, which may take any time. */
export function runsFunctions(node: Node): boolean {
  return node.kind === 'blocks' || inputsOf(node).some(runsFunctions);
}

/** The same graph with some nodes replaced; nodes that don't change stay the same objects. */
export function replaced(root: Node, replace: (node: Node) => Node | undefined): Node {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    let result = done.get(node);
    if (result === undefined) {
      result = replace(node) ?? withInputs(node, visit);
      done.set(node, result);
    }
    return result;
  };
  return visit(root);
}

function withInputs(node: Node, visit: (input: Node) => Node): Node {
  if (node.kind === 'source' || node.kind === 'memory') return node;
  if ('input' in node) {
    const input = visit(node.input);
    return input === node.input ? node : { ...node, input };
  }
  const inputs = (node.inputs as readonly (Node | number | bigint)[]).map((input) =>
    typeof input === 'object' ? visit(input) : input,
  );
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  return { ...node, inputs } as Node;
}

/** A graph to send: its volumes in memory are collected in `volumes`, and stand in it by number. */
export function toSend(root: Node, volumes: Volume[]): Node {
  return replaced(root, (node) => {
    if (node.kind !== 'memory') return undefined;
    let at = volumes.indexOf(node.volume);
    if (at < 0) at = volumes.push(node.volume) - 1;
    return { ...node, volume: at } as unknown as MemoryNode;
  });
}

/** A graph as it was sent, over this thread's volumes. */
export function received(root: Node, volumes: readonly Volume[]): Node {
  return replaced(root, (node) => {
    if (node.kind !== 'memory') return undefined;
    return { ...node, volume: volumes[node.volume as unknown as number] as Volume };
  });
}

/** All nodes of a graph. */
export function nodesById(root: Node): Map<number, Node> {
  const nodes = new Map<number, Node>();
  const visit = (node: Node): void => {
    if (nodes.has(node.id)) return;
    nodes.set(node.id, node);
    inputsOf(node).forEach(visit);
  };
  visit(root);
  return nodes;
}
