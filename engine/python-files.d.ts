/** Python files are taken in as text. */
declare module '*.py' {
  const text: string;
  export default text;
}
