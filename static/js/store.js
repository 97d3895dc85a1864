// What this browser keeps for the person signed in until the server has it: a database of its own for each person.
//
//   open()                   the database; null where the browser keeps nothing (private windows of some browsers)
//   put(store, key, value)   true when it was kept, false when there was no room or no database
//   get(store, key)          the value, or undefined
//   all(store)               [[key, value], ...] in the order of the keys
//   remove(store, key)
//   clearEverything()        deletes the database of every person; for logging out
//
// None of them ever throws. Stores: files, drafts, captures, meta.

const PREFIX = "waymark-";
const KNOWN = "waymark databases"; // for browsers that cannot list them
const VERSION = 1;
const STORES = ["files", "drafts", "captures", "meta"];
let opened = null;

export function open() {
  const user = document.body.dataset.user;
  if (!user || !globalThis.indexedDB) return Promise.resolve(null);
  opened ??= connect(PREFIX + user);
  return opened;
}

function connect(name) {
  remember(name);
  return new Promise((done) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
      }
    };
    request.onsuccess = () => {
      const letGo = () => { request.result.close(); opened = null; };
      request.result.onversionchange = letGo; // another tab logs out or has a newer page
      request.result.onclose = () => { opened = null; };
      done(request.result);
    };
    request.onerror = request.onblocked = () => { opened = null; done(null); };
  });
}

export function put(store, key, value) {
  return change(store, (objects) => objects.put(value, key));
}

export function remove(store, key) {
  return change(store, (objects) => objects.delete(key));
}

export function get(store, key) {
  return read(store, (objects) => objects.get(key));
}

export async function all(store) {
  const entries = [];
  await read(store, (objects) => {
    const request = objects.openCursor();
    request.addEventListener("success", () => {
      if (!request.result) return;
      entries.push([request.result.key, request.result.value]);
      request.result.continue();
    });
    return request;
  });
  return entries;
}

// Resolves when the change is on the disk, not merely asked for.
async function change(store, act) {
  const database = await open();
  if (!database) return false;
  return new Promise((done) => {
    try {
      const transaction = database.transaction(store, "readwrite");
      transaction.oncomplete = () => done(true);
      transaction.onabort = transaction.onerror = () => done(false);
      act(transaction.objectStore(store));
    } catch {
      done(false); // the connection was closed in between
    }
  });
}

async function read(store, act) {
  const database = await open();
  if (!database) return undefined;
  return new Promise((done) => {
    try {
      const transaction = database.transaction(store, "readonly");
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => done(request.result ?? undefined);
      transaction.onabort = transaction.onerror = () => done(undefined);
    } catch {
      done(undefined);
    }
  });
}

export async function clearEverything() {
  if (!globalThis.indexedDB) return;
  (await opened)?.close();
  opened = null;
  await Promise.all((await names()).map(drop));
  forget();
}

async function names() {
  const listed = indexedDB.databases ? await indexedDB.databases().catch(() => []) : [];
  return [...new Set([...listed.map((database) => database.name), ...remembered()])].filter((name) => name?.startsWith(PREFIX));
}

function drop(name) {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = done;
    request.onblocked = done; // it goes as soon as the tab that holds it lets go
  });
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
  } catch {
    return [];
  }
}

function remember(name) {
  try {
    localStorage.setItem(KNOWN, JSON.stringify([...new Set([...remembered(), name])]));
  } catch { /* then the browser's own list must do */ }
}

function forget() {
  try {
    localStorage.removeItem(KNOWN);
  } catch { /* nothing was remembered either */ }
}
