// The defaults: TypeScript in components needs nothing more.
export default {};
