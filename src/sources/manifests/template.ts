import { type Json, type JsonObject, own } from '../../kube/json.ts';

export interface TemplateObject {
  readonly at: number;
  readonly object: Json;
}

/**
 * The objects of an OpenShift Template, with the values of its parameters filled in as by `oc process`: `${NAME}` inside
 * a text, `${{NAME}}` for a whole text that becomes a number, a boolean or null. A parameter without a value stays as written.
 * Source: github.com/openshift/library-go, pkg/template/templateprocessing.
 */
export function instantiate(template: JsonObject): readonly TemplateObject[] {
  const values = valuesOf(own(template, 'parameters'));
  const room = { left: mostAdded };
  const objects = own(template, 'objects');
  return Array.isArray(objects)
    ? objects.map((object, at) => ({ at, object: replaced(object, values, room) }))
    : [];
}

/** The code units that values may add to a template: a long value in a million places is a bomb. */
const mostAdded = 16_777_216;

interface Room {
  left: number;
}

function valuesOf(parameters: Json | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (!Array.isArray(parameters)) return values;
  for (const parameter of parameters) {
    const name = own(parameter, 'name');
    const value = own(parameter, 'value');
    if (typeof name !== 'string' || value === undefined || value === null || typeof value === 'object')
      continue;
    values.set(name, String(value));
  }
  return values;
}

function replaced(value: Json, values: ReadonlyMap<string, string>, room: Room): Json {
  if (typeof value === 'string') return value.includes('${') ? inText(value, values, room) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(item => replaced(item, values, room));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.includes('${') ? filled(key, values, room) : key,
      replaced(item, values, room),
    ]),
  );
}

const whole = /^\$\{\{([A-Za-z0-9_]+)\}\}$/;
const inside = /\$\{([A-Za-z0-9_]+)\}/g;

function inText(text: string, values: ReadonlyMap<string, string>, room: Room): Json {
  const name = whole.exec(text)?.[1];
  if (name === undefined) return filled(text, values, room);
  const value = values.get(name);
  if (value === undefined || !take(room, value)) return text;
  try {
    const json: Json = JSON.parse(value);
    return typeof json === 'object' && json !== null ? value : json;
  } catch {
    return value;
  }
}

function filled(text: string, values: ReadonlyMap<string, string>, room: Room): string {
  return text.replace(inside, (literal, name: string) => {
    const value = values.get(name);
    return value === undefined || !take(room, value) ? literal : value;
  });
}

function take(room: Room, value: string): boolean {
  if (value.length > room.left) return false;
  room.left -= value.length;
  return true;
}
