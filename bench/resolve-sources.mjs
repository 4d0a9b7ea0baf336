/** Lets Node run src/ as it is: there a module is imported by the name that it has once it is built. */
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')
      ? nextResolve(specifier.replace(/\.js$/, '.ts'), context)
      : nextResolve(specifier, context),
})
